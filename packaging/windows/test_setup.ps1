#requires -Version 7
<#
Installs the program on a real Windows and runs the checks of test_setup.py, with the same names in
the same order.

    packaging/windows/test_setup.ps1 dist/windows

Needs the output of test_setup.py in dist/windows/test: the setup program of an older version, and
files with Cyrillic names. Prints `ok` or `FAIL` for each check and exits with 0 or 1.
#>
param([Parameter(Mandatory)][string] $Folder)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # the script checks exit codes itself
Add-Type -AssemblyName System.Drawing, System.Windows.Forms

$Name = 'frontviewer'
$CyrillicName = 'карта 1'
$CyrillicFolder = 'C:\Програми та дані\front viewer'
$UninstallKey = "Software\Microsoft\Windows\CurrentVersion\Uninstall\$Name"
$Classes = 'Software\Classes'
$MaxSetupBytes, $MaxInstalledBytes = 45e6, 160e6
$StatusRunning, $StatusCannotStart = 32, 127
$PaintSeconds = 3
$Forbidden = '_ssl|libssl|libcrypto|Qt6?Network|\\tls(\\|$)|\\tests(\\|$)|\\test\\support|ucrtbase|icuuc\.dll|ui_settings'
$MinColors = 64
$TimeoutSeconds = 120

$Folder = (Resolve-Path $Folder).Path
$Setup = (Get-Item "$Folder\$Name-*-windows-x86_64-setup.exe").FullName
$Portable = (Get-Item "$Folder\$Name-*-windows-x86_64-portable.zip").FullName
$Version = (Split-Path $Setup -Leaf) -replace "^$Name-(.+)-windows-.*", '$1'
$Output = "$Folder\test"
$Older = "$Output\$Name-older-setup.exe"
$Bundle = "$Output\мої дані\$CyrillicName.fvz"
$Layer = "$Output\мої дані\$CyrillicName шар.geojson"
$Default = "$env:LOCALAPPDATA\Programs\$Name"
$DataFolder = "$env:LOCALAPPDATA\$Name"
$Settings = "$DataFolder\settings.json"
$script:Passed = $script:Failed = 0

# A function that returns no results returns $null, which has no Count under strict mode: calls of
# functions that return collections are therefore wrapped in @(...).

# Actions ------------------------------------------------------------------------------------

function Check([string] $label, [bool] $isPassed, $actual = '') {
    if ($isPassed) { $script:Passed++; Write-Output "ok   $label"; return }
    $script:Failed++
    Write-Output "FAIL ${label}: $(@($actual) | Select-Object -First 5)"
}

function Start-Program([string] $program, [string[]] $arguments = @()) {
    $start = [Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    [Diagnostics.Process]::Start($start)
}

function Install([string] $program, [string] $options = '') {
    $process = Start-Process $program "/S $options" -Wait -PassThru # /D= must not be quoted
    $process.ExitCode
}

function Uninstall([string] $root) {
    $location = (Get-ItemProperty "${root}:\$UninstallKey").InstallLocation
    Start-Process "$location\uninstall.exe" '/S' -Wait
    # The uninstaller continues as a copy of itself; removing its registry key is the last step.
    [void] (Wait-Until { -not (Test-Path "${root}:\$UninstallKey") })
}

function Wait-Until([scriptblock] $condition) {
    $deadline = (Get-Date).AddSeconds($TimeoutSeconds)
    while ((Get-Date) -lt $deadline) {
        if (& $condition) { return $true }
        Start-Sleep -Milliseconds 300
    }
    $false
}

function Get-ProgramProcesses {
    Get-Process $Name, "$Name.com" -ErrorAction Ignore
}

function Wait-ForWindow([string] $title) {
    Wait-Until { Get-ProgramProcesses | Where-Object MainWindowTitle -like $title }
}

function Close-Program {
    $processes = @(Get-ProgramProcesses)
    foreach ($process in $processes) { [void] $process.CloseMainWindow() }
    foreach ($process in $processes) { Wait-ForExit $process }
}

function Wait-ForExit($process) {
    if ($process.WaitForExit($TimeoutSeconds * 1000)) { return }
    $process.Kill()
    $process.WaitForExit()
}

function Invoke-SelfTest([string] $location, [string] $platform, [string[]] $files = @()) {
    $log, $screenshot = "$Output\$platform.json", "$Output\$platform.png"
    Remove-Item $log, $screenshot -ErrorAction Ignore
    $options = '--self-test', '--platform', $platform, '--log', $log, '--picture', $screenshot
    $process = Start-Program "$location\$Name.exe" ($options + $files)
    Wait-ForExit $process
    $report = if (Test-Path $log) { Get-Content $log -Raw | ConvertFrom-Json -AsHashtable } else { @{} }
    $report['status'] = $process.ExitCode
    $report
}

function Save-Screenshot([string] $file) {
    $size = [Windows.Forms.Screen]::PrimaryScreen.Bounds.Size
    $image = [Drawing.Bitmap]::new($size.Width, $size.Height)
    [Drawing.Graphics]::FromImage($image).CopyFromScreen(0, 0, 0, 0, $size)
    $image.Save($file)
}

# Inspections --------------------------------------------------------------------------------

function Get-AllFiles {
    $locations = @(
        "$env:LOCALAPPDATA\Programs", "$env:ProgramFiles\$Name", (Split-Path $CyrillicFolder),
        "$env:APPDATA\Microsoft\Windows\Start Menu", "$env:ProgramData\Microsoft\Windows\Start Menu",
        [Environment]::GetFolderPath('Desktop')
    )
    $locations | Where-Object { Test-Path $_ } |
        ForEach-Object { Get-ChildItem $_ -Recurse -File -Force -ErrorAction Ignore } |
        ForEach-Object { $_.FullName }
}

function Get-AddedFiles([string[]] $before) {
    Get-AllFiles | Where-Object { $_ -notin $before }
}

function Get-RelativeNames([string] $location) {
    # Not by removing the prefix $location: Windows may return its short name, such as RUNNER~1.
    [IO.Directory]::GetFiles($location, '*', [IO.SearchOption]::AllDirectories) |
        ForEach-Object { [IO.Path]::GetRelativePath($location, $_) }
}

function Get-Differences([string] $location) {
    foreach ($file in $Files) {
        $expected, $actual = "$Payload\$file", "$location\$file"
        $isEqual = (Test-Path $actual) -and
            (Get-FileHash $expected).Hash -eq (Get-FileHash $actual).Hash
        if (-not $isEqual) { $file }
    }
}

function Get-Key([string] $root, [string] $key) {
    Get-Item "${root}:\$key" -ErrorAction Ignore
}

function Get-Value([string] $root, [string] $key, [string] $value = '') {
    $item = Get-Key $root $key
    if ($item) { $item.GetValue($value) }
}

function Get-OpenWithNames([string] $root) {
    $progIds = Get-Key $root "$Classes\.geojson\OpenWithProgids"
    if ($progIds) { $progIds.GetValueNames() }
}

function Get-Traces([string] $root) {
    $keys = "$Classes\.fvz", "$Classes\$Name.fvz", "$Classes\$Name.geojson", $UninstallKey
    $keys | Where-Object { Get-Key $root $_ }
    Get-OpenWithNames $root | Where-Object { $_ -eq "$Name.geojson" }
}

function Test-NotBlank([string] $file) {
    if (-not (Test-Path $file)) { return $false }
    $image = [Drawing.Image]::FromFile($file)
    $thumbnail = [Drawing.Bitmap]::new($image, 200, 200)
    $image.Dispose()
    $colors = [Collections.Generic.HashSet[int]]::new()
    foreach ($x in 0..199) { foreach ($y in 0..199) { [void] $colors.Add($thumbnail.GetPixel($x, $y).ToArgb()) } }
    $colors.Count -ge $MinColors
}

# Checks -------------------------------------------------------------------------------------

function Test-Install {
    $unwanted = @($Files | Where-Object { "\$_" -match $Forbidden })
    Check 'it contains no OpenSSL, no Qt Network, no tests and no wine shims' ($unwanted.Count -eq 0) $unwanted
    $size = (Get-Item $Setup).Length
    Check 'the setup is at most 45 MB' ($size -le $MaxSetupBytes) $size
    $status = Install $Setup
    Check 'the silent setup exits with 0' ($status -eq 0) $status
    $size = (Get-ChildItem $Default -Recurse -File | Measure-Object Length -Sum).Sum
    Check 'installed, it is at most 160 MB' ($size -le $MaxInstalledBytes) $size
    $wrong = @(Get-Differences $Default)
    Check 'all files are installed unchanged' ($wrong.Count -eq 0) $wrong
    $installed = @($Files | ForEach-Object { "$Default\$_" })
    $added = @(Get-AddedFiles ($Before + $installed) | Split-Path -Leaf | Sort-Object)
    Check 'only the uninstaller and the Start menu shortcut are added' (
        ($added -join ' ') -eq "$Name.lnk uninstall.exe") $added
    $programs = $Setup, "$Default\$Name.exe", "$Default\$Name.com", "$Default\uninstall.exe"
    $signed = @($programs | ForEach-Object { (Get-AuthenticodeSignature $_).Status } | Sort-Object -Unique)
    Check 'all programs have the same signer, or none is signed' (
        $signed.Count -eq 1 -and $signed[0] -in 'Valid', 'NotSigned') $signed
    $listed = Get-Value HKCU $UninstallKey DisplayVersion
    $size = Get-Value HKCU $UninstallKey EstimatedSize
    $quiet = Get-Value HKCU $UninstallKey QuietUninstallString
    Check 'Windows lists it with version, size and a silent uninstall command' (
        $listed -eq $Version -and $size -gt 0 -and "$quiet".EndsWith('uninstall.exe" /S')) "$listed $size $quiet"
    $handler = Get-Value HKCU "$Classes\.fvz"
    Check '.fvz files open with it by default' ($handler -eq "$Name.fvz") $handler
    $geojson = Get-Value HKCU "$Classes\.geojson"
    $openWith = @(Get-OpenWithNames HKCU)
    Check '.geojson files only offer it under Open with' (
        -not $geojson -and "$Name.geojson" -in $openWith) "$geojson $openWith"
}

function Test-Run {
    $printed = "$(& "$Default\$Name.com" --version)"
    Check 'the console launcher prints the version' ($printed -eq "$Name $Version") $printed
    foreach ($platform in 'offscreen', 'windows') {
        $result = Invoke-SelfTest $Default $platform
        Check "the self-test passes, platform $platform" (
            $result['status'] -eq 0 -and $result['platform'] -eq $platform -and
            $result['network_enabled'] -eq $false -and $result['requests'] -eq 0) $result['failed']
        Check "the screenshot is not blank, platform $platform" (Test-NotBlank "$Output\$platform.png")
    }
}

function Test-OpenFiles {
    $result = Invoke-SelfTest $Default 'windows' $Bundle
    Check 'it reads claims from a bundle with a Cyrillic name' (
        $result['status'] -eq 0 -and [bool] $result['claims']) $result['failed']
    Start-Process $Bundle
    Check 'double-clicking the bundle opens it' (Wait-ForWindow "*$CyrillicName*")
    Start-Sleep -Seconds $PaintSeconds
    Save-Screenshot "$Output\double-click.png"
    $status = Install $Setup
    Check 'the setup refuses to replace a running program' ($status -eq $StatusRunning) $status
    Close-Program
    $layerTitle = "*$([IO.Path]::GetFileNameWithoutExtension($Layer))*"
    $command = "$(Get-Value HKCU "$Classes\$Name.geojson\shell\open\command")"
    $program = $command.Split('"')[1]
    [void] (Start-Program $program $Layer)
    Check 'Open with opens a layer with a Cyrillic name' (Wait-ForWindow $layerTitle)
    Close-Program
    [void] (Start-Program "$Default\$Name.com" $Layer)
    $appeared = Wait-ForWindow $layerTitle
    $status = Install $Setup
    Check 'the setup refuses to replace a program that runs in the console' (
        $appeared -and $status -eq $StatusRunning) $status
    Close-Program
}

function Test-Uninstall {
    Uninstall HKCU
    $left = @(Get-AddedFiles $Before)
    Check 'after uninstalling no file is left' ($left.Count -eq 0) $left
    $traces = @(Get-Traces HKCU)
    Check 'after uninstalling no registry entry is left' ($traces.Count -eq 0) $traces
}

function Test-Upgrade {
    $status = Install $Older "/D=$CyrillicFolder"
    $dropped = "$CyrillicFolder\packages\dropped.py"
    Check 'an older version installs into a folder with Cyrillic letters and spaces' (
        $status -eq 0 -and (Test-Path $dropped)) $status
    New-Item $UserFile -Force -Value 'мої' | Out-Null
    New-Item $Settings -Force -Value '{}' | Out-Null
    $status = Install $Setup
    $wrong = @(Get-Differences $CyrillicFolder)
    Check 'the upgrade installs into the same folder' ($status -eq 0 -and $wrong.Count -eq 0) $wrong
    Check 'files that only the older version had are removed' (-not (Test-Path $dropped))
    Check 'user files in the folder are preserved' (Test-Path $UserFile)
    Check 'the settings are preserved' (Test-Path $Settings)
    $result = Invoke-SelfTest $CyrillicFolder 'offscreen' $Bundle
    Check 'the upgraded program passes the self-test' ($result['status'] -eq 0) $result['failed']
}

function Test-Repair {
    $missing = "$CyrillicFolder\packages\$Name\__main__.py"
    Remove-Item $missing
    $start = [Diagnostics.ProcessStartInfo]::new("$CyrillicFolder\$Name.com", '--version')
    $start.RedirectStandardError = $true
    $start.StandardErrorEncoding = [Text.Encoding]::UTF8
    $process = [Diagnostics.Process]::Start($start)
    $message = $process.StandardError.ReadToEnd()
    Wait-ForExit $process
    Check 'the console launcher names the missing file' (
        $process.ExitCode -eq $StatusCannotStart -and $message.Contains($missing)) $message
    [void] (Start-Program "$CyrillicFolder\$Name.exe")
    Check 'the desktop launcher shows an error message' (Wait-ForWindow $Name)
    Save-Screenshot "$Output\missing.png"
    Close-Program
    $status = Install $Setup
    Check 'reinstalling repairs the program' ($status -eq 0 -and (Test-Path $missing)) $status
}

function Test-UninstallKeepsUserFile {
    Uninstall HKCU
    $left = @(Get-AddedFiles $Before)
    Check 'after uninstalling only the user file is left' (($left -join ' ') -eq $UserFile) $left
    Check 'after uninstalling the settings are preserved' (Test-Path $Settings)
    Remove-Item (Split-Path $CyrillicFolder), $DataFolder -Recurse -Force
}

function Test-AllUsers {
    [void] (Install $Setup '/CurrentUser')
    $status = Install $Setup '/AllUsers'
    $wrong = @(Get-Differences "$env:ProgramFiles\$Name")
    Check 'for all users, it is installed in Program Files' ($status -eq 0 -and $wrong.Count -eq 0) $status
    Check 'it is listed for all users, not for the current user' (
        (Test-Path "HKLM:\$UninstallKey") -and -not (Test-Path "HKCU:\$UninstallKey"))
    Check 'the per-user installation is removed' (-not (Test-Path $Default))
    $status = Install $Setup
    Check 'a silent upgrade keeps the installation for all users' (
        $status -eq 0 -and -not (Test-Path "HKCU:\$UninstallKey") -and -not (Test-Path $Default)) $status
    Uninstall HKLM
    $left = @(Get-AddedFiles $Before)
    Check 'after uninstalling for all users no file is left' ($left.Count -eq 0) $left
    $traces = @(Get-Traces HKLM)
    Check 'after uninstalling for all users no registry entry is left' ($traces.Count -eq 0) $traces
}

function Test-Portable {
    $stick = "$Scratch\флешка"
    Expand-Archive $Portable $stick
    [void] (Start-Program "$stick\$Name\$Name.exe" $Bundle)
    Check 'the portable program opens a bundle' (Wait-ForWindow "*$CyrillicName*")
    Close-Program
    $outside = @(Get-AddedFiles $Before) + @($DataFolder | Where-Object { Test-Path $_ })
    Check 'the portable program writes only to its own folder' ($outside.Count -eq 0) $outside
    $traces = @(Get-Traces HKCU)
    Check 'the portable program writes nothing to the registry' ($traces.Count -eq 0) $traces
    $settingsFiles = @(Get-ChildItem "$stick\$Name\portable-data" -Recurse -Filter settings.json -ErrorAction Ignore)
    Check 'the portable settings are next to the program' ($settingsFiles.Count -gt 0)
}

$Scratch = "$([IO.Path]::GetTempPath())$Name-$PID"
$Payload = "$Scratch\whole\$Name"
$UserFile = "$CyrillicFolder\packages\mine\нотатки.txt"
try {
    Expand-Archive $Portable "$Scratch\whole"
    Remove-Item "$Payload\portable.txt"
    $Files = @(Get-RelativeNames $Payload)
    $Before = @(Get-AllFiles)
    foreach ($part in 'Install', 'Run', 'OpenFiles', 'Uninstall', 'Upgrade', 'Repair',
        'UninstallKeepsUserFile', 'AllUsers', 'Portable') {
        try { & "Test-$part" } catch { Check "Test-$part completes" $false $_ }
    }
}
finally {
    Remove-Item $Scratch -Recurse -Force -ErrorAction Ignore
}
if ($script:Failed) { "$script:Failed of $($script:Failed + $script:Passed) checks failed" }
else { 'all checks passed' }
exit [int] ($script:Failed -gt 0)
